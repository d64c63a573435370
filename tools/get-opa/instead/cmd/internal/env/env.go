// Package env stands in for OPA's own, which reads every flag from the environment too, by way of a configuration library.
package env

import "github.com/spf13/cobra"

type none struct{}

// CmdFlags takes nothing from the environment: Writ names every flag.
var CmdFlags none

func (none) CheckEnvironmentVariables(*cobra.Command) error { return nil }
