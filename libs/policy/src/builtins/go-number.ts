/** A number as Go's `%v` writes a float64: the fewest digits that give it again. */
export function shortestFloat(value: number): string {
  const {
    mantissa = '',
    part = '',
    power = '',
  } = /^(?<mantissa>\d)(?:\.(?<part>\d+))?e(?<power>[+-]\d+)$/u.exec(Math.abs(value).toExponential())?.groups ?? {};
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const exponent = Number(power);
  const digits = mantissa + part;
  const scientific = exponent < -4 || exponent >= LEAST_FOR_POWER;
  if (scientific)
    return `${sign}${mantissa}${part === '' ? '' : `.${part}`}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = digits.slice(exponent + 1);
  return `${sign}${whole}${rest === '' ? '' : `.${rest}`}`;
}

/** From a million on with a power of ten. */
const LEAST_FOR_POWER = 6;

/** A number with so many digits behind the point, as Go's `%.2f`: exactly, and half to even. */
export function fixedFloat(value: number, places: number): string {
  const { digits, exponent } = binaryOf(Math.abs(value));
  const scaled = digits * 10n ** BigInt(places);
  const rounded = exponent >= 0 ? scaled << BigInt(exponent) : halfToEven(scaled, 1n << BigInt(-exponent));
  const text = rounded.toString().padStart(places + 1, '0');
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return places === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`;
}

/** A float64 as `m × 2^e` with whole numbers. */
function binaryOf(value: number): { readonly digits: bigint; readonly exponent: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const power = Number(raw >> 52n);
  const fraction = raw & ((1n << 52n) - 1n);
  return power === 0 ? { digits: fraction, exponent: -1074 } : { digits: fraction | (1n << 52n), exponent: power - 1075 };
}

function halfToEven(dividend: bigint, divisor: bigint): bigint {
  const [quotient, twice] = [dividend / divisor, (dividend % divisor) * 2n];
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}
