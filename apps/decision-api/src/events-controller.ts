import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ProblemError } from '@writ/aarm';
import { EventError } from '@writ/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { send } from './edge.js';
import { PARTS } from './parts.js';
import type { DecisionApiParts } from './parts.js';

/** Where issuers push their security events (RFC 8935). The signature of an event is all that its sender needs. */
export const EVENTS_PATH = '/v1/security-events';
/** The one type of body that is taken there, and nowhere else. */
export const EVENTS_TYPE = 'application/secevent+jwt';

/** Takes security events of the transmitters in `WRIT_ISSUERS`, and takes back what they say is to be taken back. */
@Controller()
export class EventsController {
  constructor(@Inject(PARTS) private readonly parts: DecisionApiParts) {}

  @Post(EVENTS_PATH)
  async receive(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { events } = this.parts;
    if (events === undefined)
      throw new ProblemError('route_not_found', { detail: 'nothing is served at this path: no issuer in `WRIT_ISSUERS` has `events`' });
    if (request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() !== EVENTS_TYPE)
      throw new ProblemError('unsupported_media_type', { detail: `the body is not \`${EVENTS_TYPE}\`; send it as that` });
    const text = Buffer.from((request.body as Uint8Array | undefined) ?? [])
      .toString('latin1')
      .trim();
    try {
      const revocation = await events.read(text);
      // It is durable, and known here, before its sender hears that it arrived.
      if (revocation !== null) await events.revoke(revocation);
    } catch (error) {
      if (!(error instanceof EventError)) throw error;
      send(reply, 400, { err: error.fault, description: error.message });
      return;
    }
    void reply.code(202).send();
  }
}
