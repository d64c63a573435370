import { createMemoryStore } from '../src/memory-store.js';
import { storeContract } from './contract.js';

storeContract('the store in memory', async () => {
  const store = createMemoryStore();
  return Promise.resolve({ one: store, two: store });
});
