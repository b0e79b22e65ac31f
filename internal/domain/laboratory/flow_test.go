package laboratory_test

import (
	"testing"

	"shian/internal/domain/laboratory"
	"shian/internal/kit/flow/flowtest"
)

func TestTheLifecyclesAreSoundAndDrawn(t *testing.T) {
	for _, f := range laboratory.Flows() {
		flowtest.Prove(t, &f)
	}
}
