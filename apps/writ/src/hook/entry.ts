import { main } from './main.js';

// The program that the host starts: bundled into one file, because every module costs the agent time.
await main(process.argv.slice(2));
