const LOOPBACK = ['127.0.0.1', '[::1]', 'localhost'];

/** Whether nobody on the way can read or change what is sent there: https, or http on this machine. */
export function isTrustedUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}
