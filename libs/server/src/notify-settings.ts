import { z } from 'zod';
import { TrustedUrl, Url } from './url-schemas.js';

const Web = Url(['https:', 'http:']);
/** A person as a channel knows them. There is no other way to be somebody there: who is not listed can answer nothing. */
const PersonSchema = z.strictObject({
  /** The name that tokens and receipts have for the person. */
  id: z.string().min(1).max(256),
  /** What the person may answer as; `approvers` of a rule name roles or people. */
  roles: z.array(z.string().min(1).max(256)).max(64).default([]),
});

const TenantSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/u, 'letters, digits, `_` and `-`')
  .default('default');

const answered = {
  /** Whose questions are answered there: those that are told, or the settings are refused. */
  tenant_id: TenantSchema,
  /** False where a click is not proof enough to approve: then it can deny, and the link leads to the rest. */
  approve: z.boolean().default(true),
};
const SLACK_USER = /^[UW][A-Z0-9]{2,31}$/u;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;
const guid = z.string().regex(GUID, 'a GUID in lower case');

const SlackAnswersSchema = z.strictObject({
  ...answered,
  signing_secret: z.string().min(16, 'the signing secret of the app, at least 16 characters'),
  team_id: z.string().regex(/^T[A-Z0-9]{2,31}$/u, 'the id of the workspace, like `T0123ABCD`'),
  people: z.record(z.string().regex(SLACK_USER, 'ids of users, like `U0123ABCD`'), PersonSchema),
});

const SlackSchema = z.strictObject({
  token: z.string().min(1),
  channel: z.string().min(1),
  api_url: TrustedUrl.optional(),
  /** Left out: messages only link. */
  answers: SlackAnswersSchema.optional(),
});

const TeamsBotSchema = z.strictObject({
  ...answered,
  app_id: guid,
  app_password: z.string().min(16, 'the client secret of the bot, at least 16 characters'),
  /** The directory whose people may answer. */
  directory_id: guid,
  service_url: TrustedUrl.default('https://smba.trafficmanager.net/teams/'),
  conversation: z.string().min(1).max(512),
  token_url: TrustedUrl.optional(),
  keys_url: TrustedUrl.default('https://login.botframework.com/v1/.well-known/keys'),
  people: z.record(z.string().regex(GUID, 'object ids of users in lower case'), PersonSchema),
});

const TeamsSchema = z
  .strictObject({ url: Web.optional(), bot: TeamsBotSchema.optional() })
  .refine(({ url, bot }) => (url === undefined) !== (bot === undefined), 'either `url` (messages only link) or `bot`');

const WebhookSchema = z.strictObject({ url: Web, secret: z.string().min(32), key_id: z.string().min(1).max(128) });

/** Where the enforcement points of one agent are told that a decision of theirs is settled. */
const CallbackSchema = WebhookSchema.extend({
  /** As they were enrolled. */
  agent_id: z.string().min(1).max(256),
  tenant_id: TenantSchema,
});

/** Where people, and enforcement points, are told that something waits for them. */
const SettingsSchema = z.strictObject({
  /** Whose questions these channels tell; those of other tenants are told nowhere here. */
  tenant_id: TenantSchema,
  /** Where the question can be read and answered; channels link to `<console_url>/approvals/<decision id>`. */
  console_url: Web,
  /** Private addresses that channels may reach, as addresses or CIDR ranges. */
  allow: z.array(z.string().min(1)).max(64).default([]),
  /** Messages with questions a channel sends within an hour, for one tenant; beyond that, several questions are told together. */
  most_an_hour: z.int().min(1).max(10_000).default(30),
  webhook: WebhookSchema.optional(),
  slack: SlackSchema.optional(),
  teams: TeamsSchema.optional(),
  email: z
    .strictObject({
      smtp_url: Url(['smtp:', 'smtps:']),
      from: z.email(),
      to: z.array(z.email()).min(1).max(32),
      allow_plain: z.boolean().default(false),
    })
    .optional(),
  callbacks: z
    .array(CallbackSchema)
    .max(256)
    .default([])
    .refine(
      (all) => new Set(all.map(({ tenant_id, agent_id }) => `${tenant_id} ${agent_id}`)).size === all.length,
      'one for each agent of a tenant',
    ),
});

/** The settings, with one tenant throughout. */
export const NotifySchema = SettingsSchema.superRefine(({ tenant_id, slack, teams }, context) => {
  for (const [name, answering] of [
    ['slack.answers', slack?.answers],
    ['teams.bot', teams?.bot],
  ] as const)
    if (answering !== undefined && answering.tenant_id !== tenant_id)
      context.addIssue({
        code: 'custom',
        path: [...name.split('.'), 'tenant_id'],
        message: `\`${tenant_id}\`, the \`tenant_id\` whose questions are told`,
      });
});
export type NotifySettings = z.infer<typeof NotifySchema>;
export type SlackAnswers = z.infer<typeof SlackAnswersSchema>;
export type Callback = z.infer<typeof CallbackSchema>;
export type TeamsBot = z.infer<typeof TeamsBotSchema>;
export type ChannelPeople = Readonly<Record<string, z.infer<typeof PersonSchema>>>;
