package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"shian/internal/kit/fault"
)

// Form reads the posted form, within the route's body limit; files of a multipart form go to disk, not to memory.
// It may be called again. Errors: a fault of KindInvalid when the form is too large or broken.
func (c *Ctx) Form() (url.Values, error) {
	if c.parsed {
		return c.R.PostForm, nil
	}
	var err error
	switch kind := c.contentType(); kind {
	case "multipart/form-data":
		err = c.R.ParseMultipartForm(multipartHeld)
	default:
		err = c.R.ParseForm()
	}
	if err != nil {
		return nil, badBody(err, "提交的表单无法读取，请返回后重试", "the form could not be read; go back and try again")
	}
	n := 0
	for _, vs := range c.R.PostForm {
		n += len(vs)
	}
	if n > fieldsMost {
		return nil, fault.Invalid(fault.Field{Name: "form", Label: "表单", Zh: "表单项太多，请改用表格导入", En: "the form has too many entries; import a sheet instead"})
	}
	c.parsed = true
	return c.R.PostForm, nil
}

// Files are the uploads of one field of a multipart form; read each by Open. They are gone when the request ends.
func (c *Ctx) Files(name string) ([]*multipart.FileHeader, error) {
	if _, err := c.Form(); err != nil {
		return nil, err
	}
	if c.R.MultipartForm == nil {
		return nil, nil
	}
	return c.R.MultipartForm.File[name], nil
}

// Body reads the whole body, within the route's limit.
func (c *Ctx) Body() ([]byte, error) {
	if c.R.Body == nil {
		return nil, nil
	}
	b, err := io.ReadAll(c.R.Body)
	if err != nil {
		return nil, badBody(err, "请求内容未能读完，请重试", "the request's body could not be read; try again")
	}
	return b, nil
}

// ReadJSON reads the body into v. An unknown key, a second value or a wrong type is a fault of KindInvalid that names it.
func (c *Ctx) ReadJSON(v any) error {
	if kind := c.contentType(); kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return invalidJSON("Content-Type", "请求须为 application/json", "the body must be application/json")
	}
	b, err := c.Body()
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return jsonFault(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return invalidJSON("body", "JSON 之后还有多余内容，请只提交一个值", "there is more after the JSON value; send one value only")
	}
	return nil
}

func jsonFault(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return invalidJSON(wrong.Field, "此项类型不对，应为 "+wrong.Type.String(), "wrong type here, expected "+wrong.Type.String())
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return invalidJSON(strings.Trim(name, `"`), "没有此项，请按接口说明核对名称", "there is no such field; compare its name with the API's description")
	}
	return invalidJSON("body", "不是合格的 JSON："+err.Error(), "not well-formed JSON: "+err.Error())
}

func invalidJSON(field, zh, en string) error {
	return fault.Invalid(fault.Field{Name: field, Label: field, Zh: zh, En: en})
}

// badBody tells a body that is too large from one that broke off.
func badBody(err error, zh, en string) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return tooLarge(large)
	}
	return &fault.Error{Kind: fault.KindInvalid, Zh: zh, En: en, Cause: err}
}

func (c *Ctx) contentType() string {
	kind, _, _ := mime.ParseMediaType(c.R.Header.Get("Content-Type"))
	return kind
}
