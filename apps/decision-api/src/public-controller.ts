import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import { openApi } from '@writ/contract';
import { readiness } from '@writ/server';
import type { Readiness } from '@writ/server';
import type { FastifyReply } from 'fastify';
import { send, sendText } from './edge.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';
import { projectionSeries } from './projection-series.js';

/** How long a readiness is told again. */
const READY_FOR_MS = 500;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Names of tenants and versions are for whoever has the credential; where none is set, for nobody. */
const isScraper = (authorization: string | undefined, credential: string | undefined): boolean =>
  credential !== undefined && timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${credential}`));

/** What needs no credential: keys, health, counters, the document. */
@Controller()
export class PublicController {
  /** Built when it is first asked for: that takes a tenth of a second, and anybody may ask. */
  #document: string | null = null;

  #readiness: Promise<Readiness> | null = null;

  constructor(@Inject(PARTS) private readonly parts: DecisionApiParts) {}

  @Get('.well-known/writ-keys.json')
  async keys(@Res() reply: FastifyReply): Promise<void> {
    send(reply, 200, { keys: await this.parts.keys() });
  }

  @Get('healthz')
  health(@Res() reply: FastifyReply): void {
    send(reply, 200, { status: 'ok' });
  }

  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    this.#readiness ??= this.#checkReadiness();
    const answer = await this.#readiness;
    send(reply, answer.ready ? 200 : 503, answer);
  }

  /** It asks the database, and anybody may ask for it: those who come at once share one answer, and so do those of the next moment. */
  async #checkReadiness(): Promise<Readiness> {
    const answer = await readiness(() => this.parts.engine.ready());
    setTimeout(() => {
      this.#readiness = null;
    }, READY_FOR_MS).unref();
    return answer;
  }

  @Get('metrics')
  async metrics(@Headers('authorization') authorization: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    const { metrics, tenantSeries, lag, metricsCredential } = this.parts;
    const tenants = isScraper(authorization, metricsCredential);
    const text = `${metrics.text({ tenants })}${await projectionSeries(lag)}${tenants ? await tenantSeries.text() : ''}`;
    void reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(text.endsWith('\n') ? text : `${text}\n`);
  }

  @Get('openapi.json')
  document(@Res() reply: FastifyReply): void {
    this.#document ??= JSON.stringify(openApi());
    sendText(reply, 200, this.#document);
  }
}
