// Package fault is the one error type of shian: five kinds, a sentence for the
// person in Chinese and English, the cause for the log.
package fault

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Kind says what sort of fault it is; it alone decides the HTTP status.
type Kind string

// The five kinds.
const (
	KindInvalid  Kind = "invalid"  // the input is wrong; fields say where
	KindRefused  Kind = "refused"  // the person may not do this, or not now
	KindMissing  Kind = "missing"  // there is no such thing, or it is not theirs to see
	KindConflict Kind = "conflict" // somebody else changed it first
	KindInternal Kind = "internal" // our own failure; the cause is in the log
)

// An Error is what every service returns when it cannot do what was asked.
type Error struct {
	Kind   Kind
	Zh, En string  // one sentence each, naming the remedy
	Fields []Field // for KindInvalid: where in the input
	Law    string  // the article that refuses it, if one does
	Cause  error   // for the log, never shown

	Theirs any           // for KindConflict: the record as somebody else stored it, so that the page shows both
	Wait   time.Duration // for KindRefused: refused for now only, and may be tried again after this long
}

// A Field is one fault at one place of the input.
type Field struct {
	Name   string `json:"field"`         // key of the input
	Row    int    `json:"row,omitempty"` // 1-based row of a child list or sheet; 0: none
	Label  string `json:"label"`         // Chinese label as the form shows it
	Zh, En string
}

func (e *Error) Error() string {
	s := string(e.Kind) + ": " + e.En
	for _, f := range e.Fields {
		s += fmt.Sprintf("; %s: %s", f.Name, f.En)
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Text is the sentence in the given language ("en", otherwise Chinese).
func (e *Error) Text(lang string) string { return pick(lang, e.Zh, e.En) }

// Text is the sentence about the field in the given language.
func (f Field) Text(lang string) string { return pick(lang, f.Zh, f.En) }

func pick(lang, zh, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return zh
}

// Invalid reports wrong input at the named fields.
func Invalid(fields ...Field) *Error {
	return &Error{Kind: KindInvalid, Fields: fields,
		Zh: fmt.Sprintf("有 %d 处需要改正，已填内容都保留着", len(fields)),
		En: fmt.Sprintf("%d entries need correcting; nothing you typed was lost", len(fields))}
}

// Refused reports something the person may not do.
func Refused(zh, en string) *Error { return &Error{Kind: KindRefused, Zh: zh, En: en} }

// Missing reports that there is no such record within the person's view.
func Missing(zh, en string) *Error { return &Error{Kind: KindMissing, Zh: zh, En: en} }

// Conflict reports that the record changed since it was read.
func Conflict(zh, en string) *Error { return &Error{Kind: KindConflict, Zh: zh, En: en} }

// ConflictWith is Conflict carrying the stored record.
func ConflictWith(theirs any, zh, en string) *Error {
	return &Error{Kind: KindConflict, Zh: zh, En: en, Theirs: theirs}
}

// NotYet reports something refused for now, which may be tried again after wait.
func NotYet(wait time.Duration, zh, en string) *Error {
	return &Error{Kind: KindRefused, Zh: zh, En: en, Wait: wait}
}

// Internal wraps a failure of our own.
func Internal(cause error) *Error {
	return &Error{Kind: KindInternal, Zh: "系统出错，已记录，请稍后再试", En: "something failed on our side; it was logged, please try again", Cause: cause}
}

// Of finds the fault in err, or wraps err as internal. Of(nil) is nil.
func Of(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Internal(err)
}

// Is reports whether err is a fault of the kind.
func Is(err error, k Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == k
}

// Status is the HTTP status of a fault.
func (e *Error) Status() int {
	switch e.Kind {
	case KindInvalid:
		return http.StatusUnprocessableEntity
	case KindRefused:
		if e.Wait > 0 {
			return http.StatusTooManyRequests
		}
		return http.StatusForbidden
	case KindMissing:
		return http.StatusNotFound
	case KindConflict:
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}
