import type { Field } from './field.js';

interface Wrapper {
  /** Options whose value is the next word. */
  readonly values?: string;
  /** Options without a value; a word behind an option in neither list may be its value or the program. */
  readonly flags?: string;
  /** Words before the program: a duration, a host, a container. */
  readonly operands?: number;
  /** Words one of which comes first: `exec`, `run`. */
  readonly verbs?: readonly string[];
  /** The program stands behind `--`, if there is one. */
  readonly dashed?: boolean;
  /** The words form a text for a shell. */
  readonly joins?: boolean;
}

const CONTAINER: Wrapper = {
  verbs: ['exec', 'run', 'create'],
  values:
    '-e -u -w -v -p -h -m -c -l --env --user --workdir --volume --publish --name --network --net --entrypoint --mount --env-file --label --platform --cpus --memory --hostname --add-host --device --cap-add --cap-drop --security-opt --gpus --ulimit --restart --pull --shm-size --tmpfs --log-driver --index --detach-keys --context --host -H -f --file --project-name',
  flags: '-i -t -d --rm --interactive --tty --detach --privileged --init --read-only -T --no-deps --build --quiet -q -P -a',
  operands: 1,
};
const SUDO: Wrapper = {
  values:
    '-u -g -h -p -C -T -U -D -R -r -t --user --group --host --prompt --chdir --chroot --close-from --role --type --command-timeout --other-user',
  flags: '-A -b -B -E -e -H -i -K -k -l -n -P -S -s -V -v --login --shell --preserve-env --non-interactive --stdin --set-home',
};

const PACKAGE: Wrapper = {
  values: '-p --package -w --workspace --prefix -C -c --call',
  flags: '-y --yes --no --no-install -q --silent --offline',
};

/** What runs another program, and how to find that. */
export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: SUDO,
  'sudo-rs': SUDO,
  doas: { values: '-u -C -a', flags: '-n -s -L' },
  pkexec: { values: '--user', flags: '--disable-internal-agent' },
  env: { values: '-u --unset -C --chdir -S --split-string', flags: '-i -0 -v - --ignore-environment --null --debug' },
  nohup: {},
  setsid: { flags: '-c -f -w --fork --wait --ctty' },
  nice: { values: '-n --adjustment' },
  ionice: { values: '-c -n -p -P -u --class --classdata', flags: '-t' },
  chrt: { values: '-T -P -D', flags: '-r -f -o -b -i -d', operands: 1 },
  taskset: { flags: '-a -c -p', operands: 1 },
  numactl: { values: '-C -N -m -i', flags: '-l' },
  time: { values: '-f -o --format --output', flags: '-p -v -a' },
  timeout: { values: '-s -k --signal --kill-after', flags: '-v --foreground --preserve-status --verbose', operands: 1 },
  gtimeout: { values: '-s -k --signal --kill-after', flags: '--foreground --preserve-status', operands: 1 },
  stdbuf: { values: '-i -o -e --input --output --error' },
  xargs: {
    values: '-I -n -P -L -d -s -a -E -R -J --replace-str --max-args --max-procs --max-lines --delimiter --arg-file',
    flags: '-0 -r -t -p -x -o --null --no-run-if-empty --verbose --interactive --exit -i --replace',
  },
  command: { flags: '-p' },
  builtin: {},
  exec: { values: '-a', flags: '-c -l' },
  busybox: {},
  toybox: {},
  watch: { values: '-n --interval -q', flags: '-d -t -b -e -g -c -x -p --differences --no-title', joins: true },
  parallel: { values: '-j -I -a -N -n --jobs --arg-file --delay', flags: '-k -0 -X -m --dry-run --bar --keep-order', joins: true },
  strace: { values: '-e -o -p -s -u -E -P', flags: '-f -c -t -tt -T -v -q -y' },
  ltrace: { values: '-e -o -p -s -u', flags: '-f -c -S' },
  gdb: { flags: '--args -q -batch' },
  flock: { values: '-w -E --timeout', flags: '-s -x -n -u -o -F -e --nonblock', operands: 1 },
  gosu: { operands: 1 },
  'su-exec': { operands: 1 },
  setpriv: { values: '--reuid --regid --groups', flags: '--init-groups --clear-groups' },
  capsh: { flags: '--' },
  chroot: { values: '--userspec --groups', operands: 1 },
  unshare: { values: '-R -w -S -G', flags: '-m -u -i -n -p -U -f -r -c --fork --mount --pid --net --user --map-root-user --mount-proc' },
  nsenter: { values: '-t -S -G --target', flags: '-m -u -i -n -p -U -a -r -w --all --mount --uts --ipc --net --pid' },
  'systemd-run': {
    values: '-p -u -E -M --unit --property --setenv --slice --description',
    flags: '-t -P -d -q -G --user --scope --pty --wait --pipe --collect',
  },
  ssh: {
    values: '-p -i -l -o -F -J -L -R -D -b -c -E -e -I -m -O -Q -S -W -w -B',
    flags: '-4 -6 -A -a -C -f -G -g -K -k -M -N -n -q -s -T -t -tt -V -v -vv -X -x -Y -y',
    operands: 1,
    joins: true,
  },
  sshpass: { values: '-p -f -d', flags: '-e' },
  docker: CONTAINER,
  podman: CONTAINER,
  nerdctl: CONTAINER,
  'docker-compose': CONTAINER,
  kubectl: {
    verbs: ['exec', 'run', 'debug'],
    dashed: true,
    values: '-n -c -f --namespace --container --context --image',
    flags: '-i -t -it -ti --stdin --tty -q',
    operands: 1,
  },
  oc: { verbs: ['exec', 'rsh'], dashed: true, values: '-n -c --namespace --container', flags: '-i -t -it', operands: 1 },
  lxc: { verbs: ['exec'], dashed: true, operands: 1 },
  wsl: { values: '-d -u --distribution --user', flags: '-e --' },
  caffeinate: { values: '-t -w', flags: '-d -i -m -s -u' },
  fakeroot: {},
  proxychains: { values: '-f', flags: '-q' },
  proxychains4: { values: '-f', flags: '-q' },
  torsocks: {},
  'dbus-run-session': { flags: '--' },
  'xvfb-run': { values: '-n -s -e', flags: '-a' },
  unbuffer: { flags: '-p' },
  rlwrap: {},
  chronic: {},
  entr: { flags: '-r -c -d -n -p -s' },
  fd: { values: '-e -t -d -E', flags: '-H -I -g' },
  npx: PACKAGE,
  bunx: PACKAGE,
  pnpx: PACKAGE,
  npm: { ...PACKAGE, verbs: ['exec', 'x'] },
  pnpm: { ...PACKAGE, verbs: ['exec', 'dlx'] },
  yarn: { ...PACKAGE, verbs: ['exec', 'dlx'] },
  uv: { verbs: ['run'], values: '--with --python -p', flags: '-q' },
  poetry: { verbs: ['run'] },
  pipenv: { verbs: ['run'] },
};

/** What a wrapper runs. */
export interface Unfolded {
  readonly fields: readonly Field[];
  readonly joins: boolean;
}

/** The commands that the words of a wrapper may run: one, or two where an option is not known. */
export function unfold(program: string, args: readonly Field[]): readonly Unfolded[] {
  const wrapper = Object.hasOwn(WRAPPERS, program) ? WRAPPERS[program] : undefined;
  if (wrapper === undefined) return [];
  const rest = afterVerb(wrapper, args);
  if (rest === null) return [];
  const asks = program === 'command' && rest.some(({ text }, at) => at === 0 && /^-[vV]+$/u.test(text));
  if (asks) return [];
  return starts(wrapper, rest).flatMap((at) => {
    const fields = afterAssignments(rest.slice(at), program);
    return fields.length === 0 ? [] : [{ fields, joins: wrapper.joins === true }];
  });
}

function afterVerb({ verbs }: Wrapper, args: readonly Field[]): readonly Field[] | null {
  if (verbs === undefined) return args;
  const at = args.findIndex(({ text }) => verbs.includes(text));
  return at < 0 ? null : args.slice(at + 1);
}

function afterAssignments(fields: readonly Field[], program: string): readonly Field[] {
  if (program !== 'env' && !program.startsWith('sudo') && program !== 'doas') return fields;
  const at = fields.findIndex(({ text }) => !/^[A-Za-z_]\w*=/u.test(text));
  return at < 0 ? [] : fields.slice(at);
}

/** Where the program may stand. */
function starts(wrapper: Wrapper, args: readonly Field[]): readonly number[] {
  const dashes = wrapper.dashed === true ? args.findIndex(({ text }) => text === '--') : -1;
  if (dashes >= 0) return [dashes + 1];
  const { values, flags } = optionsOf(wrapper);
  let [at, operands, doubtful] = [0, wrapper.operands ?? 0, false];
  while (at < args.length) {
    const text = args[at]?.text ?? '';
    if (text === '--') {
      at += 1;
      operands = wrapper.verbs === undefined ? operands : 0;
      if (operands === 0) break;
    } else if (text.startsWith('-') && text.length > 1) {
      const valued = takesValue(text, values);
      doubtful ||= !valued && !isFlag(text, flags, values);
      at += valued ? 2 : 1;
    } else if (operands > 0) {
      operands -= 1;
      at += 1;
      // Behind the container's or the file's name all is the program's; ssh alone still takes options there.
      if (operands === 0 && wrapper.joins !== true) break;
    } else if (/^[A-Za-z_]\w*=/u.test(text)) at += 1;
    else break;
  }
  return doubtful ? [at, at + 1] : [at];
}

interface Options {
  readonly values: ReadonlySet<string>;
  readonly flags: ReadonlySet<string>;
}

const options = new Map<Wrapper, Options>();

function optionsOf(wrapper: Wrapper): Options {
  const known = options.get(wrapper);
  if (known !== undefined) return known;
  const read = { values: new Set(wrapper.values?.split(' ')), flags: new Set(wrapper.flags?.split(' ')) };
  options.set(wrapper, read);
  return read;
}

/** `-u root`, and `-Eu root`: the last letter of a cluster takes the value. */
function takesValue(text: string, values: ReadonlySet<string>): boolean {
  if (values.has(text)) return true;
  if (text.startsWith('--') || text.length < 3) return false;
  const inner = Array.from(text.slice(1, -1)).every((letter) => !values.has(`-${letter}`));
  return inner && values.has(`-${text.at(-1) ?? ''}`);
}

function isFlag(text: string, flags: ReadonlySet<string>, values: ReadonlySet<string>): boolean {
  if (flags.has(text) || text.includes('=')) return true;
  return (
    !text.startsWith('--') &&
    Array.from(text.slice(1)).some((letter) => flags.has(`-${letter}`) || values.has(`-${letter}`) || /\d/u.test(letter))
  );
}

const RUNNING: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir', '-x', '-X', '--exec', '--exec-batch']);

/** Which words `find` runs on what it finds: from, and up to. One pass from the right, as each ends where the next `;` stands. */
export function foundBy(args: readonly Field[]): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  let to = args.length;
  for (let at = args.length - 1; at >= 0; at -= 1) {
    const text = args[at]?.text ?? '';
    if (RUNNING.has(text)) found.push({ from: at + 1, to });
    if (text === ';' || text === '+') to = at;
  }
  return found.reverse();
}
