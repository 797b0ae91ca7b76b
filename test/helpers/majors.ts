export { MAJORS, type Major } from '../../src/demo/embedded/majors.ts';
