import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../cli/cli-error.js';
import { readIfThere, writePrivate } from '../hook/private-file.js';
import { logAlarm } from '@writ/assembly';
import { createPolicyControl, openEnrolments } from '@writ/engine';
import { startDevelopmentIssuer } from '../issuer/issuer.js';
import type { DevelopmentIssuer, Realm } from '../issuer/issuer.js';
import { portTaken } from './base.js';
import type { Base } from './base.js';
import { DEMONSTRATION_TENANT, TENANT } from './tenant.js';
import { memoryFiles } from './vault.js';
import type { SecretFiles } from './vault.js';

/** Where a demonstration keeps what its issuer knows: a folder that has it is a demonstration, and one that has the other is none. */
export const DEMONSTRATION_FOLDER = 'demonstration';
const PEOPLE_FOLDER = 'issuer';

export interface LocalIssuerOptions {
  readonly base: Base;
  readonly realm: Realm;
  readonly port: number;
  readonly audience: string;
  readonly note: (line: string) => void;
  /** Where the console is seen beside its own address. */
  readonly consoles?: readonly string[];
}

/** Starts the issuer of a service. */
export const startLocalIssuer = async ({
  base,
  realm,
  port,
  audience,
  note,
  consoles = [],
}: LocalIssuerOptions): Promise<DevelopmentIssuer> => {
  const files = realm === 'people' ? base.vault.files(PEOPLE_FOLDER) : plainFiles(join(base.dataDir, DEMONSTRATION_FOLDER));
  return start({ base, realm, tenant: TENANT, files, port, audience, note, consoles }).catch((error: unknown) => {
    throw portTaken(error, port, '--issuer-port');
  });
};

/** Starts the issuer of a proof: a tenant of its own, and nothing of it outlives the process. */
export const startIssuerOfProof = async (base: Base, audience: string): Promise<DevelopmentIssuer> =>
  start({ base, realm: 'demonstration', tenant: DEMONSTRATION_TENANT, files: memoryFiles(), port: 0, audience, note: () => undefined });

const start = ({
  base: { store, policyStore, signer, vault },
  ...options
}: LocalIssuerOptions & { readonly tenant: string; readonly files: SecretFiles }): Promise<DevelopmentIssuer> => {
  const control = createPolicyControl({ store, policies: policyStore, signer });
  return startDevelopmentIssuer({
    ...options,
    record: (act) => control.recordAdministration({ tenant_id: options.tenant, ...act, by: { ...act.by, service: false } }),
    consoles: options.consoles ?? [],
    ownerName: nameOfUser(),
    lock: (person, passphrase) => vault.lock(person, passphrase),
    forget: (person) => {
      vault.forget(person);
    },
    peps: openEnrolments({ store, control, alarm: logAlarm }),
  });
};

/** Refuses to serve people where anybody may be anybody, and the other way round. */
export const refuseOtherRealm = (dataDir: string, realm: Realm): void => {
  const has = (folder: string): boolean => existsSync(join(dataDir, folder));
  if (realm === 'demonstration' && has(PEOPLE_FOLDER))
    throw new CliError(`\`${dataDir}\` is no demonstration: people answer there`, 'name another folder with `--data`');
  if (realm === 'people' && has(DEMONSTRATION_FOLDER))
    throw new CliError(
      `\`${dataDir}\` is a demonstration, where anybody may be anybody`,
      'start it with `--demonstration`, or name another folder with `--data`',
    );
};

/** What the user of this machine is called, where that can be the name of a person. */
const nameOfUser = (): string => {
  const name = userInfo()
    .username.toLowerCase()
    .replaceAll(/[^a-z0-9._-]/gu, '');
  return /^[a-z]/u.test(name) && name !== 'root' ? name.slice(0, 32) : '';
};

const plainFiles = (folder: string): SecretFiles => ({
  read: (name) => readIfThere(join(folder, name)),
  write: (name, text) => {
    writePrivate(join(folder, name), text);
  },
});
