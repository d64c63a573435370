/** Signature algorithms that count; `none` and shared secrets never do. */
export const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'PS256', 'RS256'];
/** How far clocks may differ. */
export const SKEW_S = 60;
