/** Tags that hosts put around text of their own: results of sub-agents, reminders, output of local commands, messages of other agents. */
const HOST_TAG =
  /<\/?(?:task|system|local-command|command|bash|user-prompt|user-memory|teammate|agent|sub-?agent|cross-session|channel|tool|function|ide|diagnostics|new|hook|session|post-tool|pre-tool|mcp|scheduled|cron|background|remote|monitor|worktree|memory)[-_][a-z][a-z_-]*[\s/>]/iu;
/** Any tag of two words at the very beginning: a person begins with words. */
const OPENING_TAG = /^\s*<[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+(?:\s[^<>]*)?>/iu;
const HOST_WORDS =
  /^\s*(?:this session is being continued from a previous conversation|caveat: the messages below|another (?:claude|agent)\b[^\n]{0,40}\bmessage|(?:stop|pretooluse|posttooluse|sessionstart|userpromptsubmit)\b[^\n]{0,20}\bhook\b|\[request interrupted|\[system\b)/iu;

/**
 * Whether a text that a host submits as a prompt is not, or not wholly, what the user typed. Where the user's part ends nobody can tell
 * with certainty, so all of it counts as somebody else's.
 */
export const isInjected = (prompt: string): boolean => HOST_TAG.test(prompt) || OPENING_TAG.test(prompt) || HOST_WORDS.test(prompt);
