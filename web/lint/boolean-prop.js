/**
 * Vue turns an absent boolean prop into `false`, never into `undefined`, so an optional one that should mean "yes" when
 * it is left out means "no". Each optional boolean prop therefore states its default where it is declared.
 */
export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      noDefault: 'The optional boolean prop "{{name}}" has no default: Vue makes an absent one false. State the default in the destructuring or by withDefaults.',
      unseen: 'Declare the props in this file, so that it can be seen which of them are optional booleans.',
    },
  },
  create(context) {
    const declared = new Map(
      context.sourceCode.ast.body
        .map((statement) => statement.declaration ?? statement)
        .flatMap((one) => (one.type === 'TSInterfaceDeclaration' ? [[one.id.name, one.body]] : one.type === 'TSTypeAliasDeclaration' ? [[one.id.name, one.typeAnnotation]] : [])),
    )

    function members(type) {
      switch (type?.type) {
        case 'TSTypeLiteral':
          return type.members
        case 'TSInterfaceBody':
          return type.body
        case 'TSIntersectionType':
          return type.types.flatMap(members)
        case 'TSTypeReference':
          if (declared.has(type.typeName.name)) {
            return members(declared.get(type.typeName.name))
          }
          context.report({ node: type, messageId: 'unseen' })
          return []
        default:
          return []
      }
    }

    function isBoolean(type) {
      switch (type?.type) {
        case 'TSBooleanKeyword':
          return true
        case 'TSLiteralType':
          return typeof type.literal.value === 'boolean'
        case 'TSUnionType':
          return type.types.some(isBoolean)
        case 'TSTypeReference':
          return declared.has(type.typeName.name) && isBoolean(declared.get(type.typeName.name))
        default:
          return false
      }
    }

    function defaults(call) {
      const { parent } = call
      if (parent.type === 'CallExpression' && parent.callee.name === 'withDefaults') {
        return (parent.arguments[1]?.properties ?? []).map((one) => one.key?.name)
      }
      if (parent.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern') {
        return parent.id.properties.filter((one) => one.value?.type === 'AssignmentPattern').map((one) => one.key.name)
      }
      return []
    }

    return {
      'CallExpression[callee.name="defineProps"]'(call) {
        const stated = defaults(call)
        for (const member of members(call.typeArguments?.params[0])) {
          const name = member.key?.name ?? member.key?.value
          if (member.optional && isBoolean(member.typeAnnotation?.typeAnnotation) && !stated.includes(name)) {
            context.report({ node: member, messageId: 'noDefault', data: { name } })
          }
        }
      },
    }
  },
}
