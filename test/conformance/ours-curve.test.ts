import { conforms } from "../helpers/conforms.js"

conforms("CURVE", "binds")
conforms("CURVE", "connects")
