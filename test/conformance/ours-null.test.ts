import { conforms } from "../helpers/conforms.js"

conforms("NULL", "binds")
conforms("NULL", "connects")
