/** Messages as people write them to a coding chat, one a line, by where they should lead. */

/** Something is to be done in the workspace; a report of a fault counts. */
export const run = `
add a dark mode toggle to the settings page
can you help me create a REST endpoint for uploading avatars?
can you please help me write unit tests for this class
could you convert this callback code to async/await
create a React component that shows a list of todos
make the sidebar collapsible
please rename all occurrences of userName to username
refactor this function so it is easier to read
write a python script that renames all files in a folder
write tests for the cart module
implement binary search in typescript
fix the off by one error in the pagination
generate a dockerfile for this project
update the README with install instructions
remove unused imports
delete the old migration files
I want to add pagination to the users table
I'd like you to extract the validation logic into its own module
we need to support multiple languages
the login button does nothing when clicked
when I print the first line I get an empty string
when I submit the form it returns a 500
my tests fail with "cannot find module"
the app crashes on startup
npm install gives the following error, can you please fix it?
I am getting this error: TypeError: undefined is not a function. Please fix it
This code gives the following error when I run it. Can you please fix it?
open the config file and change the port to 8080
scaffold a new express app with typescript
call the api on page load and show the result in a table
mock the fetch call in the tests
filter the list by the selected category
comment this code
add comments to every function in this file
edit the query so it only returns active users
plot the sales per month as a bar chart
sort the array by date descending
can you optimize this sql query
can u make it responsive
pls fix the bug in login.js
plz add error handling
let's split this file into smaller modules
lets use a map instead of an object
would you mind adding a loading spinner?
make it faster
move the constants to a separate file
use tailwind instead of bootstrap
replace moment with date-fns
set up eslint and prettier
there is a bug in the date parser, it returns the wrong month
the total is wrong when the discount is 100%
the header overlaps the content on mobile
I need a function that validates an email address
you should use a try catch here
do not change the public api, just fix the leak
ad a button to the toolbar
crete a new branch for this work
implment the missing methods
refator the auth service
updat the dependencies
wirte a test for parseDate
remvoe the console.log statements
a function to reverse a linked list
bash script that backs up a folder every night
Write a function called add that takes two numbers. It should return the sum.
I have a list of users in users.json. Create a page that shows them grouped by country.
Given the following schema, write the queries for the dashboard
change the background color to blue and center the text
it should also work for negative numbers
the modal should close when the user presses escape
convert the class component to hooks
translate the error messages to german
turn this into a generator
debug this
find the bug and fix it
explain what is wrong and then fix it
run the linter and fix what it reports
don't use any external libraries, rewrite it with plain js
increase the timeout to 30 seconds
bump the version to 2.0.0
document the public functions
Now do the same for the orders page and add a test for it
also handle the case where the list is empty
Please write a regex to match phone numbers
i want you to act on the todo comments and implement them
merge these two functions
simplify this
hook up the save button to the api
create tests
add types to this file
try using a set instead of an array
log the response body before parsing it
after saving the file the preview is not updated
getting "permission denied" errors when the script runs
parsing a file with windows line endings throws an exception
import fails with ModuleNotFoundError: No module named requests
the css is not applied to the button
it keeps showing the old value after I save
Could you take the code in utils.js and split it into two files?
Can you generate some sample data for the users table
help me fix this error
help me to write a makefile
Hey, can you add a unit test for this please?
First rename the class, then update all imports, and finally run the tests
`;

/** Something is to be told. */
export const ask = `
what does this function do?
how do I create a new branch in git
how can I reverse a string in python?
why is my component re-rendering twice?
what is the difference between let and var
explain this code
explain how closures work
tell me how to install docker on ubuntu
tell me about the architecture of this project
write an explanation of this algorithm
write a summary of what this file does
write a short description for this pull request
give me an overview of the codebase
give me an example of a generator in python
can you explain the last line?
can you tell me why this fails
could you describe what the middleware does
can I use hooks in a class component?
could I replace this with a map?
is it possible to run this without sudo?
is there a way to cache the results?
should I use redux or context here?
does this code have any security problems?
do I need to close the connection?
are there any memory leaks here?
which files handle authentication
where is the database connection configured?
who calls this function
when should I use useMemo
what would happen if the list is empty?
remove current changes in branch with git?
delete a remote branch?
undo last commit but keep changes?
i don't understand this part
I'm not sure what this regex matches
I want to understand how the cache works
I would like to know which version of node is required
I was wondering how the router picks a route
any idea why the build is slow?
any suggestions for a better name?
compare axios and fetch
list the pros and cons of monorepos
summarize the changes in this file
recommend a testing library for vue
suggest a better name for this variable
walk me through the login flow
teach me about promises
show me how to use the debugger
thanks!
hello
hi there
good morning
thank you so much
what's wrong with this code?
whats the time complexity of this
how to center a div
how does the garbage collector work
best way to store passwords
difference between map and forEach
what are the steps to deploy this app
how would you structure this project
what do you think about this approach
I need to sort a list of objects by date, how can I do that?
I want to add a column to my table. How do I do it?
the tests are slow. why?
what should I write in the commit message?
describe the folder structure
why does git say detached head?
how many tests are there
is this thread safe
can this be done without recursion?
would a set be faster here?
what is meant by "idempotent"
waht is a closure
hwo do I run the tests
explian this regex
can you give me some tips on naming variables
can you summarize this class for me?
can you show me how to call this API from python
provide an explanation for each line
provide examples of how to use this function
clarify what the second argument means
define polymorphism
how is the config loaded and where can I change it?
have we got a style guide?
did the last change break anything?
has this function any callers
what version of react are we on?
could this cause a deadlock
what does the error "EADDRINUSE" mean?
I'm getting a 404. What could be the reason?
please explain
please explain line by line
please tell me what the regex does
how about using a queue here?
what if the user is not logged in?
am I doing this right?
do you know a library for parsing csv?
what's the best way to test this
what files would I need to change to add a new language
`;
