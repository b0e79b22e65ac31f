// Package faulttest kills the built program under load, tampers with its records behind its back, copies it while it runs,
// and judges from outside what is left: by the client's own notes of what was acknowledged, and by what must hold of any
// database of shian.
//
// It holds tests only. SHIAN_FAULT_KILLS says how often the program is killed: 100 unless told otherwise, which takes about five minutes; 4 with -short.
package faulttest
