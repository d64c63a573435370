/** A small generator of numbers (mulberry32): the same seed, the same texts. */
export function random(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const upTo = (n) => Math.floor(next() * n);
  const pick = (list) => list[upTo(list.length)];
  const of = (alphabet, n) => Array.from({ length: n }, () => pick(alphabet)).join('');
  const digits = (n) => of('0123456789', n);
  return { upTo, pick, of, digits, between: (a, b) => a + upTo(b - a + 1) };
}
