import { registerEnumType } from '@nestjs/graphql';
import { RESULTS } from '@writ/aarm';

/** The five results as a GraphQL enum. */
export const ResultEnum = Object.fromEntries(RESULTS.map((result) => [result, result]));
registerEnumType(ResultEnum, { name: 'Result', description: 'the five results, strictest first' });
