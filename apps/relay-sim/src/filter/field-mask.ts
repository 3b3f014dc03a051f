import { create, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { FlowSchema, type Flow } from '@orrery/proto/flow/flow_pb';
import { badFilter } from './flow-test.ts';

/** The fields to copy; `undefined` copies a field whole. */
type MaskTree = Map<DescField, MaskTree | undefined>;

/** Keeps only the named fields. Paths are those of the schema, below flow.Flow. */
export function compileFieldMask(paths: readonly string[]): (flow: Flow) => Flow {
  const tree: MaskTree = new Map();
  for (const path of paths) addPath(tree, path);
  return (flow) => {
    const masked = create(FlowSchema);
    copyFields(tree, reflect(FlowSchema, flow), reflect(FlowSchema, masked));
    return masked;
  };
}

function addPath(root: MaskTree, path: string): void {
  const names = path.split('.');
  let tree = root;
  let message: DescMessage | undefined = FlowSchema;
  for (const [depth, name] of names.entries()) {
    const field: DescField | undefined = message?.fields.find((candidate) => candidate.name === name);
    if (field === undefined) throw badFilter('invalid fieldmask');
    if (depth === names.length - 1) {
      tree.set(field, undefined);
      return;
    }
    if (tree.has(field) && tree.get(field) === undefined) return;
    const below: MaskTree = tree.get(field) ?? new Map<DescField, MaskTree | undefined>();
    tree.set(field, below);
    tree = below;
    message = field.fieldKind === 'message' ? field.message : undefined;
  }
}

/**
 * As agents before 1.20 do it: a message of which only parts are wanted is always there, even a member of a oneof
 * that has another one set.
 */
function copyFields(tree: MaskTree, from: ReflectMessage, to: ReflectMessage): void {
  for (const [field, below] of tree) {
    if (below === undefined) {
      if (from.isSet(field)) to.set(field, from.get(field));
    } else if (field.fieldKind === 'message') {
      const part = reflect(field.message);
      copyFields(below, from.get(field), part);
      to.set(field, part);
    }
  }
}
