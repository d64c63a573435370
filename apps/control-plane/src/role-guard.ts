import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { GqlExecutionContext } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { admitTo } from './entrance.js';
import type { QueryContext } from './parts.js';

/** Stands before every field of the root, and reads the same table as REST and gRPC. */
@Injectable()
export class RoleGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const asked = GqlExecutionContext.create(context);
    const { parentType, fieldName } = asked.getInfo<GraphQLResolveInfo>();
    admitTo(`${parentType.name}.${fieldName}`, asked.getContext<QueryContext>().person);
    return true;
  }
}
