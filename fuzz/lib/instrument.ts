/**
 * Source text in, JavaScript out that counts every branch it takes: functions, both sides of each `if`, `?:`, `&&`,
 * `||` and `??`, cases, loops, catches.
 * Knows syntax. Does not know what the counts are for.
 */
import ts from "typescript"

const COUNTERS = "__counters"
const LOGICAL = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
])

/** @param counters the path of the module that has the counters. */
export function instrument(text: string, path: string, counters: string): string {
  let branches = 0
  const countBranches: ts.TransformerFactory<ts.SourceFile> = (context) => {
    const counting = new Counting(context)
    return (file) => {
      const done = ts.visitEachChild(file, counting.visit, context)
      branches = counting.branches
      return done
    }
  }
  const { outputText } = ts.transpileModule(text, {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      useDefineForClassFields: true,
      inlineSourceMap: true,
      inlineSources: true,
    },
    transformers: { before: [countBranches] },
  })
  // On the first line, so that the lines of the source map stay right.
  const from = JSON.stringify(counters)
  const head = `import { counters as ${COUNTERS}Of } from ${from}; const ${COUNTERS} = ${COUNTERS}Of(${String(branches)}); `
  return head + outputText
}

/** Puts the counters into one file. */
class Counting {
  branches = 0
  readonly #context: ts.TransformationContext
  readonly #factory: ts.NodeFactory

  constructor(context: ts.TransformationContext) {
    this.#context = context
    this.#factory = context.factory
  }

  readonly visit = (node: ts.Node): ts.Node => {
    const done = ts.visitEachChild(node, this.visit, this.#context)
    const f = this.#factory
    if (ts.isIfStatement(done)) {
      const { expression, thenStatement, elseStatement } = done
      return f.updateIfStatement(
        done,
        expression,
        this.#block(thenStatement),
        this.#block(elseStatement),
      )
    }
    if (ts.isConditionalExpression(done)) {
      const { condition, questionToken, whenTrue, colonToken, whenFalse } = done
      const [yes, no] = [this.#counted(whenTrue), this.#counted(whenFalse)]
      return f.updateConditionalExpression(done, condition, questionToken, yes, colonToken, no)
    }
    if (ts.isBinaryExpression(done) && LOGICAL.has(done.operatorToken.kind)) {
      const { left, operatorToken, right } = done
      return f.updateBinaryExpression(done, left, operatorToken, this.#counted(right))
    }
    return this.#visitFunction(done) ?? this.#visitLoop(done) ?? this.#visitCase(done) ?? done
  }

  #visitFunction(node: ts.Node): ts.Node | null {
    const f = this.#factory
    if (ts.isArrowFunction(node)) {
      const { modifiers, typeParameters, parameters, type, equalsGreaterThanToken, body } = node
      const counted = ts.isBlock(body) ? this.#block(body) : this.#counted(body)
      return f.updateArrowFunction(
        node,
        modifiers,
        typeParameters,
        parameters,
        type,
        equalsGreaterThanToken,
        counted,
      )
    }
    // The block of any other function, a `try`, a `catch` or a `finally`.
    if (ts.isBlock(node) && isBody(ts.getOriginalNode(node))) return this.#block(node)
    return null
  }

  #visitLoop(node: ts.Node): ts.Node | null {
    const f = this.#factory
    if (ts.isForStatement(node)) {
      const { initializer, condition, incrementor, statement } = node
      const body = this.#block(statement)
      return f.updateForStatement(node, initializer, condition, incrementor, body)
    }
    if (ts.isForOfStatement(node)) {
      const { awaitModifier, initializer, expression, statement } = node
      const body = this.#block(statement)
      return f.updateForOfStatement(node, awaitModifier, initializer, expression, body)
    }
    if (ts.isWhileStatement(node)) {
      return f.updateWhileStatement(node, node.expression, this.#block(node.statement))
    }
    return null
  }

  #visitCase(node: ts.Node): ts.Node | null {
    const f = this.#factory
    if (ts.isCaseClause(node)) {
      return f.updateCaseClause(node, node.expression, [this.#count(), ...node.statements])
    }
    if (ts.isDefaultClause(node)) {
      return f.updateDefaultClause(node, [this.#count(), ...node.statements])
    }
    return null
  }

  /** `counters[n]++` */
  #increment(): ts.Expression {
    const f = this.#factory
    const counter = f.createElementAccessExpression(f.createIdentifier(COUNTERS), this.branches++)
    return f.createPostfixIncrement(counter)
  }

  #count(): ts.Statement {
    return this.#factory.createExpressionStatement(this.#increment())
  }

  #counted(expression: ts.Expression): ts.Expression {
    const f = this.#factory
    return f.createParenthesizedExpression(f.createComma(this.#increment(), expression))
  }

  #block(statement: ts.Statement | undefined): ts.Block {
    const f = this.#factory
    if (statement === undefined) return f.createBlock([this.#count()])
    if (!ts.isBlock(statement)) return f.createBlock([this.#count(), statement])
    return f.updateBlock(statement, [this.#count(), ...statement.statements])
  }
}

function isBody(block: ts.Node): boolean {
  const { parent } = block
  if (ts.isArrowFunction(parent)) return false
  return ts.isFunctionLike(parent) || ts.isCatchClause(parent)
}
