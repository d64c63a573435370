const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ALNUM = `${UPPER}abcdefghijklmnopqrstuvwxyz0123456789`;
const HEX = '0123456789abcdef';
const two = (n) => String(n).padStart(2, '0');

/** What is like many kinds, and none of them. */
export const OTHERS = [
  (r) => `status/${r.digits(19)} by user ${r.digits(18)}`,
  (r) => `imei ${r.digits(15)}, tracking 9400 1${r.digits(3)} ${r.digits(4)} ${r.digits(4)} ${r.digits(4)} ${r.digits(2)}`,
  (r) => `<path d="M${r.digits(3)}.${r.digits(4)} ${r.digits(3)}.${r.digits(4)}L${r.digits(2)}-${r.digits(3)}.${r.digits(3)}z"/>`,
  (r) => `"resolved": "https://registry.example/a/-/a-${r.digits(1)}.${r.digits(2)}.0.tgz", "id": "${r.of(HEX, 24)}"`,
  (r) => `${r.of(`${ALNUM}+/`, 76)}\n${r.of(`${ALNUM}+/`, 76)}\n`,
  (r) => `task-runner-configuration-${r.digits(2)} disk-usage-monitoring-service-${r.digits(4)} sk-learn-feature-extraction-text`,
  (r) => `order ${r.digits(9)} of ${r.digits(3)}-${r.digits(7)}-${r.digits(7)} shipped`,
  (r) => `${r.of(HEX, 8)}-${r.of(HEX, 4)}-4${r.of(HEX, 3)}-a${r.of(HEX, 3)}-${r.of(HEX, 12)}`,
  (r) => `commit ${r.of(HEX, 40)}`,
  (r) => `"integrity": "sha512-${r.of(`${ALNUM}+/`, 86)}=="`,
  (r) => `data:image/png;base64,${r.of(`${ALNUM}+/`, 2000)}==`,
  (r) =>
    `2026-11-${two(r.between(1, 28))}T${two(r.between(0, 23))}:${two(r.between(0, 59))}:00.${r.digits(3)}Z INFO request ${r.digits(13)} took ${r.digits(3)} ms`,
  (r) => `version ${r.digits(1)}.${r.digits(2)}.${r.digits(3)} build ${r.digits(11)}`,
  (r) => `timestamp ${r.between(1600000000, 1790000000)}${r.digits(3)}`,
  (r) => `10.${r.between(0, 255)}.${r.between(0, 255)}.${r.between(0, 255)}:${r.digits(4)}`,
  (r) => `isbn 978-${r.digits(1)}-${r.digits(4)}-${r.digits(4)}-${r.digits(1)}`,
  () => 'password = getPassword(user)\ntoken: string\nconst secret = process.env.APP_SECRET\napi_key = "<your-api-key>"',
  () => 'postgres://user:password@localhost/db and mysql://root:root@db',
  (r) => `x = ${r.digits(3)}.${r.digits(12)}, y = -${r.digits(2)}.${r.digits(10)}`,
  (r) => `SKU ${r.of(UPPER, 2)}${r.digits(8)} in stock: ${r.digits(3)}`,
  (r) => `ref ${r.digits(16)} and ${r.digits(15)}`,
  () => 'the secret is out: nobody forgot the password, the token economy is fine',
];
