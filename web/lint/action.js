/**
 * What can be pressed on a page, and its name. The name is the element's `data-action`, or else its `data-testid`,
 * written out; the browser tests note which were pressed, and one that none of them pressed fails the build.
 */
const PRESSED = new Set(['a', 'button', 'summary', 'routerlink', 'elbutton', 'eldropdownitem', 'iconbutton', 'surebutton', 'copybutton', 'sendcardbutton'])
/** They hold a button that has its name from whoever uses them. */
const NAMED_OUTSIDE = /\/(IconButton|SureButton|CopyButton|SendCardButton)\.vue$/
/** A dialog's own saving button is named by the dialog: each must be saved. */
const SAVED_DIALOGS = new Set(['sheetdialog'])
const NAME = /^[a-z0-9][a-z0-9-]*$/

/** Nothing for what nobody presses; else its name, or null where it has none. */
export function actionOf(element, file) {
  const kind = element.rawName.toLowerCase().replaceAll('-', '')
  if (SAVED_DIALOGS.has(kind)) {
    return { name: valueOf(element, 'action') }
  }
  const pressed = PRESSED.has(kind) || listens(element, 'click') || (kind === 'form' && listens(element, 'submit'))
  if (!pressed || NAMED_OUTSIDE.test(file) || isNamedByDialog(element)) {
    return undefined
  }
  const name = valueOf(element, 'data-action') ?? valueOf(element, 'data-testid')
  return { name: name !== null && NAME.test(name) ? name : null }
}

/** The pressed elements of a parsed component, with their names. */
export function actionsOf(templateBody, file) {
  const found = []
  const walk = (node) => {
    if (node.type === 'VElement') {
      const action = actionOf(node, file)
      if (action !== undefined) {
        found.push({ ...action, line: node.loc.start.line })
      }
      node.children.forEach(walk)
    }
  }
  if (templateBody) {
    walk(templateBody)
  }
  return found
}

function valueOf(element, attribute) {
  return element.startTag.attributes.find((one) => !one.directive && one.key.name === attribute)?.value?.value ?? null
}

function listens(element, event) {
  return element.startTag.attributes.some((one) => one.directive && one.key.name.name === 'on' && one.key.argument?.name === event)
}

/** `:data-action="action"`: the component is given its name. */
function isNamedByDialog(element) {
  return element.startTag.attributes.some(
    (one) => one.directive && one.key.name.name === 'bind' && one.key.argument?.name === 'data-action' && one.value?.expression?.type === 'Identifier' && one.value.expression.name === 'action',
  )
}

/** ESLint's view of the same. */
export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: { unnamed: '<{{element}}> can be pressed and has no name: give it a data-action (or a data-testid) of lower-case words, and press it in a browser test.' },
  },
  create(context) {
    return context.sourceCode.parserServices.defineTemplateBodyVisitor({
      VElement(element) {
        if (actionOf(element, context.filename.replaceAll('\\', '/'))?.name === null) {
          context.report({ loc: element.startTag.loc, messageId: 'unnamed', data: { element: element.rawName } })
        }
      },
    })
  },
}
