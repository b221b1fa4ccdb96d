// Packages made for zeromq 4 and 5 say `require("zeromq")`: this is what they expect to get.
module.exports = require("purezmq/v5-compat")
