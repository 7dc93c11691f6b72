import * as z from 'zod';

/** An object's schema as JSON Schema has it. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
}

/**
 * A schema for models and clients: by an older draft than zod writes by itself, which more of them know, and without a
 * keyword that some endpoints refuse.
 */
export function jsonSchemaOf(schema: z.ZodType): ObjectSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => void delete jsonSchema.propertyNames,
  });
  return rest as unknown as ObjectSchema;
}
