export { startControlPlane } from './control-plane.js';
export type { ControlPlaneOptions } from './control-plane.js';
export { createWorkshop } from './workshop.js';
