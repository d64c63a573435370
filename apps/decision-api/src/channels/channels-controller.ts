import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ProblemError } from '@writ/aarm';
import { createBotVerifier, verifySlack } from '@writ/server';
import type { BotVerifier, SlackAnswers, TeamsBot } from '@writ/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { send } from '../edge.js';
import { PARTS } from '../parts.js';
import type { ChannelParts, DecisionApiParts } from '../parts.js';
import { answerClick } from './answer-click.js';
import { pressIn, whisper } from './slack-click.js';
import { activityIn, executionIn, toldBack } from './teams-click.js';

/** Where Slack and Microsoft Teams report what was pressed. Only they may call it, and only for channels that are set up to answer. */
@Controller('/v1/channels')
export class ChannelsController {
  readonly #verifyBot: BotVerifier | null;

  constructor(@Inject(PARTS) private readonly parts: DecisionApiParts) {
    const bot = parts.channels?.settings.teams?.bot;
    this.#verifyBot = bot === undefined ? null : createBotVerifier(bot, parts.channels?.settings.allow ?? []);
  }

  @Post('slack/actions')
  async slack(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { channels, answers } = this.#slack();
    const body = bytesOf(request);
    const { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature } = request.headers;
    const clickId = verifySlack(body, { timestamp, signature }, { secret: answers.signing_secret, now: Date.now() });
    const press = pressIn(body);
    // The click is settled before Slack hears that it arrived: a process that dies here leaves a button that can be pressed again.
    const text = press === null ? null : await this.#pressed(press, { answers, channels, clickId });
    void reply.code(200).send();
    if (press?.responseUrl !== undefined && press.responseUrl !== null && text !== null)
      await whisper(channels.settings, press.responseUrl, text);
  }

  @Post('teams/activities')
  async teams(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { channels, bot, verify } = this.#teams();
    const activity = activityIn(bytesOf(request));
    await verify(request.headers.authorization, activity);
    const execution = executionIn(activity, Date.now());
    if (execution === null) {
      send(reply, 200, {});
      return;
    }
    if (execution.directory !== bot.directory_id) throw foreign('the directory', execution.directory);
    const { id: clickId, user, choice } = execution;
    const { people, tenant_id: tenantId, approve } = bot;
    const told = await answerClick(
      { engine: this.parts.engine, clicks: channels.clicks },
      { channel: 'teams', clickId, user, choice, people, tenantId, approve },
    );
    send(reply, 200, toldBack(told));
  }

  async #pressed(
    { team, user, userTeam, choice }: NonNullable<ReturnType<typeof pressIn>>,
    { answers, channels, clickId }: { readonly answers: SlackAnswers; readonly channels: ChannelParts; readonly clickId: string },
  ): Promise<string> {
    if (team !== answers.team_id) throw foreign('the workspace', team);
    // A guest of a shared channel is of another team: ids of users are those of the configured one alone.
    const people = userTeam === answers.team_id ? answers.people : {};
    const { tenant_id: tenantId, approve } = answers;
    return answerClick(
      { engine: this.parts.engine, clicks: channels.clicks },
      { channel: 'slack', clickId, user, choice, people, tenantId, approve },
    );
  }

  #slack(): { readonly channels: ChannelParts; readonly answers: SlackAnswers } {
    const { channels } = this.parts;
    const answers = channels?.settings.slack?.answers;
    if (channels === undefined || answers === undefined) throw notServed('slack.answers');
    return { channels, answers };
  }

  #teams(): { readonly channels: ChannelParts; readonly bot: TeamsBot; readonly verify: BotVerifier } {
    const { channels } = this.parts;
    const bot = channels?.settings.teams?.bot;
    if (channels === undefined || bot === undefined || this.#verifyBot === null) throw notServed('teams.bot');
    return { channels, bot, verify: this.#verifyBot };
  }
}

const bytesOf = (request: FastifyRequest): Uint8Array => (request.body as Uint8Array | undefined) ?? new Uint8Array();

const notServed = (setting: string): ProblemError =>
  new ProblemError('route_not_found', { detail: `nothing is served at this path: \`${setting}\` is not set in \`WRIT_NOTIFY\`` });

const foreign = (what: string, id: string): ProblemError =>
  new ProblemError('forbidden_caller', { detail: `${what} \`${id.slice(0, 64)}\` is not the one that is configured` });
