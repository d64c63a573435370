import { describe, expect, it } from '@jest/globals';
import { DeferralSettingsSchema } from '../src/deferral/settings.js';

const resolver = { name: 'calendar', url: 'https://calendar.example/window', provides: ['window'] };
const faultOf = (settings: unknown): string | undefined => {
  const parsed = DeferralSettingsSchema.safeParse(settings);
  return parsed.success ? undefined : parsed.error.issues[0]?.path.join('.');
};

describe('the settings of deferrals', () => {
  it('AARM-80, AARM-84: bound every wait where nothing is said', () => {
    expect(DeferralSettingsSchema.parse({})).toMatchObject({
      attempts: 5,
      duration_s: 3600,
      cascade_depth: 3,
      escalate: true,
      resolvers: [],
    });
  });

  it('fill in what a resolver does not say', () => {
    expect(DeferralSettingsSchema.parse({ resolvers: [resolver] }).resolvers).toEqual([
      { ...resolver, kind: 'post', max_age_s: 300, send_parameters: false },
    ]);
  });

  it.each([
    ['a bound that bounds nothing', { attempts: 0 }, 'attempts'],
    ['a word that is not known', { atempts: 3 }, ''],
    ['two of one name', { resolvers: [resolver, resolver] }, 'resolvers'],
    ['an address that is none', { resolvers: [{ ...resolver, url: 'calendar' }] }, 'resolvers.0.url'],
    ['an address of no web', { resolvers: [{ ...resolver, url: 'file:///etc/passwd' }] }, 'resolvers.0.url'],
    ['a source of nothing', { resolvers: [{ ...resolver, provides: [] }] }, 'resolvers.0.provides'],
    ['a question without answers', { confirmations: [{ fact: 'x', ask: 'really?', answers: [] }] }, 'confirmations.0.answers'],
    ['a constraint that changes nothing', { constraints: [{ name: 'x', tool: 'x', modifications: [] }] }, 'constraints.0.modifications'],
  ])('refuse %s by its place', (_, settings, place) => {
    expect(faultOf(settings)).toBe(place);
  });
});
