/** The one configuration that is measured: the packs that an assistant of any kind would be given, as they are shipped. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const GENERAL = ['baseline', 'coding-agent', 'communications', 'data-exfiltration', 'intent', 'payments'];
const folderOf = (pack) => fileURLToPath(new URL(`../../policies/${pack}`, import.meta.url));

export const generalPacks = () => GENERAL.map(folderOf).filter((folder) => existsSync(folder));
