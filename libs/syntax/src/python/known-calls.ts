/** Calls that put texts together to a path. */
export const JOINING = new Set([
  'os.path.join',
  'posixpath.join',
  'Path',
  'PurePath',
  'PosixPath',
  'pathlib.Path',
  'pathlib.PurePath',
  'pathlib.PosixPath',
]);
/** Calls that stand for the text that they were given. */
export const SAME =
  /^(str|bytes|bytearray|repr|iter|list|sorted|set|tuple|reversed|os\.(fspath|fsencode)|os\.path\.(expanduser|expandvars|abspath|realpath|normpath)|glob\.i?glob|shlex\.(quote|split))$/u;
export const SAME_METHOD = /^(encode|decode|strip|lstrip|rstrip|lower|resolve|absolute|expanduser|as_posix|split|splitlines|copy)$/u;
/** Calls that go through what is inside of a folder. */
export const INSIDE = /^(os\.(walk|listdir|scandir|fwalk))$/u;

/** A function without the module that every program has. */
export const withoutBuiltins = (name: string): string => name.replace(/^(builtins|__builtins__|__main__)\./u, '');
