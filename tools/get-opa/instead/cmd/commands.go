// Package cmd with the commands that work on Rego; the server and what needs it are left out.
package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/open-policy-agent/opa/v1/version"
)

// RootCommand is what OPA's main function runs.
var RootCommand = rootCommand()

func rootCommand() *cobra.Command {
	const brand = "OPA"
	root := &cobra.Command{Use: "opa", Short: "Open Policy Agent, without its server"}
	for _, add := range []func(*cobra.Command, string){
		initBuild, initCapabilities, initCheck, initEval, initFmt, initInspect, initParse, initSign, initTest,
	} {
		add(root, brand)
	}
	root.AddCommand(&cobra.Command{
		Use:   "version",
		Short: "Print the version of " + brand,
		Run: func(*cobra.Command, []string) {
			fmt.Printf("Version: %s\nGo Version: %s\nPlatform: %s\nServer: left out\n", version.Version, version.GoVersion, version.Platform)
		},
	})
	return root
}
