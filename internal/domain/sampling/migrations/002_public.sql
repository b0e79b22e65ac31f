-- Why a publication was withdrawn, in words for everybody.
ALTER TABLE sampling_result ADD COLUMN public_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE sampling_result ADD COLUMN public_reason_en TEXT NOT NULL DEFAULT '';
