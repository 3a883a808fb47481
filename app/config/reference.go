package config

import (
	"fmt"
	"strings"
)

// Reference is the configuration reference, in Markdown.
func Reference() string {
	var out strings.Builder
	out.WriteString("# Configuration\n\nEverything is set by environment variables; `upstander serve` also takes each as a flag (`UPSTANDER_BASE_URL` is `--base-url`), secrets excepted.\nMade by `upstander config`.\n\n")
	out.WriteString("| variable | default | what it is |\n| --- | --- | --- |\n")
	for _, s := range Settings() {
		value := "empty"
		if s.Default != "" {
			value = "`" + s.Default + "`"
		}
		help := s.Help
		if s.Secret {
			help += " `" + s.Name + "_FILE` names a file to read it from."
		}
		fmt.Fprintf(&out, "| `%s` | %s | %s |\n", s.Name, value, help)
	}
	return out.String()
}
