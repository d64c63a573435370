import { buildLazily, closeOnSignal, readConfig } from '@writ/server';
import { compose } from './compose.js';

const config = readConfig();
const worker = buildLazily(() => compose(config));
closeOnSignal(() => worker.close());
