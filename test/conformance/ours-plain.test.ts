import { conforms } from "../helpers/conforms.js"

conforms("PLAIN", "binds")
conforms("PLAIN", "connects")
