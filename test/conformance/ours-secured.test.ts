import { conforms } from "../helpers/conforms.js"

conforms("PLAIN", "binds")
conforms("PLAIN", "connects")
conforms("CURVE", "binds")
conforms("CURVE", "connects")
