import { isTrustedUrl } from '@writ/aarm/trusted-url';
import { z } from 'zod';

/** A URL of one of these protocols, each with its colon. */
export const Url = (protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    message: `a URL of ${protocols.join(' or ')}//`,
  });

/** Keys and tokens that arrive, and secrets that leave, over a wire that anyone can read or change would let everybody be anybody. */
export const TrustedUrl = Url(['https:', 'http:']).refine(isTrustedUrl, { message: 'an https URL, or http on this machine only' });
