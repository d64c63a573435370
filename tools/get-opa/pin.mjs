/** The pinned Open Policy Agent. A found program of the same major and at least this minor is taken as well. */
export const OPA_VERSION = '1.18.2';

/** What Go says of the bytes of that version's source. */
export const OPA_SOURCE_SUM = 'h1:VBiLJpioTuk7XTW1JoQi4ILo+FVxD2/8uD8iP9/OcxY=';

/**
 * Release files by `<platform>-<arch>` with the SHA-256 of their bytes. A platform that is not listed builds with Go.
 * @type {Readonly<Record<string, { readonly name: string, readonly sha256: string } | undefined>>}
 */
export const OPA_ASSETS = {
  'linux-x64': { name: 'opa_linux_amd64_static', sha256: '9903e5125ac281104f2c4b7371d10cc3b74a98933743fcbfc174f9bf0ab20de8' },
  'linux-arm64': { name: 'opa_linux_arm64_static', sha256: '9cad2e67d375aded483823349173fe100d9701d37635908edadeb0298603c58c' },
  'darwin-arm64': { name: 'opa_darwin_arm64_static', sha256: '3ffa2af6a3b9ccff5d171d061d27990db5ad8cc5c10214c7eeeabc0f29ca11cf' },
};
