package disposal_test

import (
	"testing"

	"shian/internal/domain/disposal"
	"shian/internal/kit/flow/flowtest"
)

func TestTheLifecyclesAreSoundAndDrawn(t *testing.T) {
	for _, f := range disposal.Flows() {
		flowtest.Prove(t, &f)
	}
}
