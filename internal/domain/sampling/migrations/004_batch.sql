-- Other samples of the same batch: by maker and food.
CREATE INDEX sampling_result_batch ON sampling_result (maker_name, food, id);
