package operator_test

import (
	"testing"

	"shian/internal/domain/operator"
	"shian/internal/kit/flow/flowtest"
)

func TestTheLifecycleIsSoundAndDrawn(t *testing.T) {
	for _, f := range operator.Flows() {
		flowtest.Prove(t, &f)
	}
}
