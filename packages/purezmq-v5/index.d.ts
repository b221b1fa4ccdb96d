export * from "purezmq/v5-compat"
export { default } from "purezmq/v5-compat"
