export { startControlPlane } from './control-plane.js';
export type { ControlPlaneOptions } from './control-plane.js';
export { createWorkshop } from './workshop.js';
export { builtConsole, readConsole } from './console/console-files.js';
export { signInsOf } from './console/sign-ins.js';
