/**
 * What people wrote may run from right to left, whatever language the page is in. Where such a text is shown, its
 * element says `dir="auto"` or is a `bdi`: the text then has its own direction and does not reorder what stands beside
 * it. So does each field that it is written in.
 */
const FREE = new Set(['attributes', 'author', 'by', 'content', 'customer', 'detail', 'draft', 'group', 'keeper', 'name', 'note', 'otherDraft', 'preview', 'raw', 'shopName', 'subject', 'tag', 'text', 'transcript', 'who'])
/** As a property only: alone it is a heading of the page's own. */
const FREE_PROPERTIES = new Set(['title', 'reason'])
const FREE_CALLS = new Set(['customerName', 'nameOf'])
const WRITTEN_IN = new Set([null, 'text', 'search'])

function isFree(expression) {
  switch (expression?.type) {
    case 'Identifier':
      return FREE.has(expression.name)
    case 'MemberExpression':
      return !expression.computed && (FREE.has(expression.property.name) || FREE_PROPERTIES.has(expression.property.name))
    case 'ChainExpression':
      return isFree(expression.expression)
    case 'CallExpression':
      return FREE_CALLS.has(expression.callee.name ?? expression.callee.property?.name)
    case 'LogicalExpression':
      return isFree(expression.left) || isFree(expression.right)
    case 'ConditionalExpression':
      return isFree(expression.consequent) || isFree(expression.alternate)
    case 'TemplateLiteral':
      return expression.expressions.some(isFree)
    default:
      return false
  }
}

function attribute(element, name) {
  return element.startTag.attributes.find((one) => !one.directive && one.key.name === name)?.value?.value ?? null
}

function hasOwnDirection(element) {
  return element.rawName === 'bdi' || attribute(element, 'dir') === 'auto'
}

function isolated(node) {
  for (let element = node.parent; element?.type === 'VElement'; element = element.parent) {
    if (hasOwnDirection(element)) {
      return true
    }
  }
  return false
}

function isWrittenIn(element) {
  return element.rawName === 'textarea' || (element.rawName === 'input' && WRITTEN_IN.has(attribute(element, 'type')) && attribute(element, 'inputmode') !== 'numeric')
}

export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      shown: 'What people wrote has its own direction: put it into an element with dir="auto", or into a bdi.',
      written: 'What people write has its own direction: give the field dir="auto".',
    },
  },
  create(context) {
    return context.sourceCode.parserServices.defineTemplateBodyVisitor({
      'VElement > VExpressionContainer'(container) {
        if (isFree(container.expression) && !isolated(container)) {
          context.report({ node: container, messageId: 'shown' })
        }
      },
      VElement(element) {
        if (isWrittenIn(element) && !hasOwnDirection(element)) {
          context.report({ node: element.startTag, messageId: 'written' })
        }
      },
    })
  },
}
