/**
 * Brings a clone to the state in which everything runs: dependencies installed, `opa` at hand, sources built. Each step is
 * skipped when it is already true, so a warm start pays for the checks alone. Plain Node: nothing is installed when this runs.
 */
import { getOpa } from '../get-opa/get-opa.mjs';
import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { step } from './step.mjs';

/**
 * @param {AbortSignal} signal ends whatever step is running
 * @param {{ tests?: boolean }} [need] whether checks and tests are to run too, and not the product alone
 * @returns {Promise<{ opa: string }>}
 */
export async function prepare(signal, { tests = false } = {}) {
  requireNode();
  // The two have nothing to do with each other, and both mostly wait: for the registry, for the compiler.
  const [, opa] = await Promise.all([
    installAndBuild(signal, { tests }),
    step({ title: 'opa', isDone: () => false, quiet: true, run: (report) => getOpa({ report, signal }) }),
  ]);
  return { opa };
}

async function installAndBuild(signal, need) {
  await step({ title: 'install', isDone: () => isInstalled(need), run: (report) => install({ report, signal, ...need }) });
  await step({ title: 'build', isDone: isBuilt, run: (report) => build({ report, signal }) });
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`node \`${process.versions.node}\` is too old, at least \`20.19\` is needed`);
  }
}
