import { isIPv4, isIPv6 } from 'node:net';
import type { RegoValue } from './rego-value.js';

/** An address of 128 bits; those of IPv4 are mapped into it, and mean the same in either form. */
interface Network {
  readonly first: bigint;
  readonly bits: number;
}

const ALL = (1n << 128n) - 1n;
const MAPPED = 0xffffn << 32n;
const isMapped = (address: bigint): boolean => address >> 32n === MAPPED >> 32n;

/** `net.cidr_contains`: a network and an address or a network within it; null is undefined. */
export function cidrContains(outer: RegoValue, inner: RegoValue): boolean | null {
  const network = networkOf(outer);
  const within = typeof inner === 'string' ? (addressOf(inner) ?? networkOf(inner)) : null;
  if (network === null || within === null) return null;
  return contains(network, within.first) && contains(network, lastOf(within));
}

/** `net.cidr_intersects`; null is undefined. */
export function cidrIntersects(one: RegoValue, other: RegoValue): boolean | null {
  const [a, b] = [networkOf(one), networkOf(other)];
  return a === null || b === null ? null : contains(a, b.first) || contains(b, a.first);
}

const maskOf = (bits: number): bigint => ALL ^ (ALL >> BigInt(bits));
const lastOf = ({ first, bits }: Network): bigint => first | (ALL >> BigInt(bits));

/** A network of IPv6 that is so wide that it holds all of IPv4 is none of IPv4 addresses. */
const contains = ({ first, bits }: Network, address: bigint): boolean =>
  isMapped(first) === isMapped(address) && (address & maskOf(bits)) === first;

function networkOf(value: RegoValue): Network | null {
  const { address = '', length = '' } =
    typeof value === 'string' ? (/^(?<address>[^/]*)\/(?<length>\d{1,8})$/u.exec(value)?.groups ?? {}) : {};
  const found = addressOf(address);
  if (found === null) return null;
  const bits = Number(length) + (isIPv4(address) ? 96 : 0);
  return bits > 128 ? null : { first: found.first & maskOf(bits), bits };
}

/** An address is a network of its own. */
function addressOf(text: string): Network | null {
  if (isIPv4(text)) return { first: MAPPED | fourBytes(text), bits: 128 };
  if (!isIPv6(text) || text.includes('%')) return null;
  const plain = text.replace(/[\d.]+$/u, (last) => (isIPv4(last) ? inHex(fourBytes(last)) : last));
  const [head = [], tail = []] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const missing = Array<string>(8 - head.length - tail.length).fill('0');
  const groups = [...head, ...(plain.includes('::') ? missing : []), ...tail];
  return { first: groups.reduce((all, group) => (all << 16n) | BigInt(`0x${group}`), 0n), bits: 128 };
}

const fourBytes = (text: string): bigint => text.split('.').reduce((all, part) => (all << 8n) | BigInt(part), 0n);
const inHex = (address: bigint): string => `${(address >> 16n).toString(16)}:${(address & 0xffffn).toString(16)}`;
