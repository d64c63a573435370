import { Controller, Get, Inject, Res } from '@nestjs/common';
import { openApi } from '@writ/contract';
import { readiness } from '@writ/server';
import type { FastifyReply } from 'fastify';
import { send, sendText } from './edge.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';
import { projectionSeries } from './projection-series.js';

/** What needs no credential: keys, health, counters, the document. */
@Controller()
export class PublicController {
  /** Built when it is first asked for: that takes a tenth of a second, and anybody may ask. */
  #document: string | null = null;

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
    const answer = await readiness(() => this.parts.engine.ready());
    send(reply, answer.ready ? 200 : 503, answer);
  }

  @Get('metrics')
  async metrics(@Res() reply: FastifyReply): Promise<void> {
    const { metrics, tenantSeries, lag } = this.parts;
    const text = `${metrics.text()}${await projectionSeries(lag)}${await tenantSeries.text()}`;
    void reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(text.endsWith('\n') ? text : `${text}\n`);
  }

  @Get('openapi.json')
  document(@Res() reply: FastifyReply): void {
    this.#document ??= JSON.stringify(openApi());
    sendText(reply, 200, this.#document);
  }
}
