// Package page draws what people see: the shell around every page, and the components a page is made of.
//
// A component is a Go struct with a template of the same name in pages/; a domain fills the struct and its own template
// says {{table .Table}} or {{show .Anything}}. Templates are parsed once for each language, with the words of that
// language bound in, so a request neither clones nor looks anything up. Every page works as plain GET and POST: the one
// small script only saves keystrokes. Nothing is drawn with inline script or style, so the strictest
// Content-Security-Policy holds; a length that depends on data is an SVG attribute.
//
// Texts: a field called Label, Title, Text or Help is Chinese of the code and is translated by its template. Values are
// data and stay as they are; on an English page a Chinese value is marked lang="zh-CN" (WCAG 2.1, 3.1.2). A value that
// is a text of the code, such as the name of a state, is a Word.
package page
