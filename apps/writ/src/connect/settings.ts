/** The part of `.claude/settings.json` that this is about; everything else is kept as it is. */
export type Settings = Readonly<Record<string, unknown>>;

interface Hook {
  readonly type: string;
  readonly command?: string;
}

interface Group {
  readonly matcher?: string;
  readonly hooks?: readonly Hook[];
}

export const EVENTS = ['UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'PostToolUseFailure'] as const;
/** Seconds that Claude Code gives the hook. */
const HOST_TIMEOUT_S = 120;

/** Adds Writ's hooks; those that an earlier connection left are replaced, so doing it twice changes nothing. */
export const withWrit = (settings: Settings, command: string): Settings => {
  const rest = withoutWrit(settings);
  const hooks = hooksOf(rest);
  const added = Object.fromEntries(
    EVENTS.map((event) => [
      event,
      [
        ...groupsOf(hooks, event),
        {
          ...(event === 'UserPromptSubmit' ? {} : { matcher: '*' }),
          hooks: [{ type: 'command', command, timeout: HOST_TIMEOUT_S, onFailure: 'block' }],
        },
      ],
    ]),
  );
  return { ...rest, hooks: { ...hooks, ...added } };
};

/** Takes Writ's hooks out, and with them what is empty then and was not before. */
export const withoutWrit = (settings: Settings): Settings => {
  const hooks = hooksOf(settings);
  if (!Object.keys(hooks).some((event) => groupsOf(hooks, event).some(isWrit))) return settings;
  const kept = Object.fromEntries(
    Object.keys(hooks).flatMap((event) => {
      const groups = groupsOf(hooks, event);
      if (!groups.some(isWrit)) return [[event, hooks[event]]];
      const others = groups.flatMap(withoutWritIn);
      return others.length === 0 ? [] : [[event, others]];
    }),
  );
  const { hooks: _, ...rest } = settings;
  if (Object.keys(kept).length === 0) return rest;
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, key === 'hooks' ? kept : value]));
};

/** Whether these settings lead to a Writ hook at every event. */
export const isConnected = (settings: Settings): boolean => EVENTS.every((event) => groupsOf(hooksOf(settings), event).some(isWrit));

/** The marks of a hook of ours: the program and the connection that it is told. */
const isWritHook = (hook: Hook): boolean => /hook(?:\.mjs|\/entry\.js)["']? claude-code --config /u.test(hook.command ?? '');

const isWrit = (group: Group): boolean => (group.hooks ?? []).some(isWritHook);

const withoutWritIn = (group: Group): readonly Group[] => {
  if (!isWrit(group)) return [group];
  const hooks = (group.hooks ?? []).filter((hook) => !isWritHook(hook));
  return hooks.length === 0 ? [] : [{ ...group, hooks }];
};

const hooksOf = (settings: Settings): Readonly<Record<string, unknown>> => {
  const { hooks } = settings;
  if (hooks === undefined) return {};
  if (typeof hooks !== 'object' || hooks === null || Array.isArray(hooks)) throw new TypeError('`hooks` is not an object');
  return hooks as Readonly<Record<string, unknown>>;
};

const groupsOf = (hooks: Readonly<Record<string, unknown>>, event: string): readonly Group[] => {
  const groups = hooks[event] ?? [];
  if (!Array.isArray(groups)) throw new TypeError(`\`hooks.${event}\` is not a list`);
  return groups as readonly Group[];
};
