package portal

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/journal"
)

// The script that the guide gives to citizens, which knows nothing of this program, agrees with CheckProof.
func TestTheGuidesScriptChecksAProof(t *testing.T) {
	for _, tool := range []string{"python3", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	guide, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "guide", "portal.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(guide), "```python\n")
	script, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the guide has no script")
	}
	d := dbtest.Open(t, db.SQLite, access.Schema, journal.Schema)
	j := newLog(t, d)
	publish(t, d, j, map[string]string{"0197": published, "0198": `{"id":"0198"}`, "0199": `{"id":"0199"}`})
	for _, id := range []string{"0197", "0198", "0199"} {
		file, statement := prove(t, j, id)
		for name, x := range map[string]struct {
			statement string
			good      bool
		}{"as it is": {statement, true}, "changed": {strings.Replace(statement, `\"id\"`, `\"ID\"`, 1), false}} {
			dir := t.TempDir()
			for path, content := range map[string]string{"check.py": script, "p": file, "s": x.statement} {
				if err := os.WriteFile(filepath.Join(dir, path), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.CommandContext(t.Context(), "python3", "check.py", "p", "s", j.Public())
			cmd.Dir = dir
			out, err := cmd.CombinedOutput()
			if (err == nil) != x.good {
				t.Errorf("%s %s: %v\n%s", id, name, err, out)
			}
			if steps, err := CheckProof(strings.NewReader(file), []byte(x.statement), j.Public()); err != nil || Proved(steps) != x.good {
				t.Errorf("%s %s: %s, %v", id, name, outcome(steps), err)
			}
		}
	}
}
